// Package mailtest is what tests of mail use: a mail server that remembers what it was given and can misbehave, and the
// conformance test of every mail.Sender.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Mail is one that the server took.
type Mail struct {
	To     string
	Header netmail.Header
	Text   string
	HTML   string
}

// Subject is the subject in plain words.
func (m Mail) Subject() string {
	s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return err.Error()
	}
	return s
}

// Server is a mail server on a port of its own. Its fields are set by the options of NewServer.
type Server struct {
	Reader func(to string) int // answers RCPT with a code above 0
	// Take is asked when a mail has arrived, before it is answered; false means that the answer never comes.
	Take     func(Mail) bool
	TLS      *tls.Config // offers STARTTLS
	Implicit bool        // TLS from the first byte, by TLS
	User     string      // the AUTH PLAIN response that lets in; empty: everybody

	t        testing.TB
	addr     string
	mu       sync.Mutex
	listener net.Listener
	conns    map[net.Conn]bool
	took     []Mail
	words    []string // what clients said before TLS
	serving  sync.WaitGroup
}

// NewServer returns a server that listens; it ends with t.
func NewServer(t testing.TB, options ...func(*Server)) *Server {
	t.Helper()
	s := &Server{t: t, addr: "127.0.0.1:0", conns: map[net.Conn]bool{}}
	for _, o := range options {
		o(s)
	}
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Addr is host:port, the same after every Start.
func (s *Server) Addr() string { return s.addr }

// URL is what SMTP_URL should be.
func (s *Server) URL() string { return "smtp://" + s.addr }

// Start listens (again).
func (s *Server) Start() {
	s.t.Helper()
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	s.listener, s.addr = l, l.Addr().String()
	s.mu.Unlock()
	s.serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.serving.Go(func() { s.serve(conn) })
		}
	})
}

// Stop ends every connection, and new ones are refused.
func (s *Server) Stop() {
	s.mu.Lock()
	_ = s.listener.Close()
	for c := range s.conns {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.serving.Wait()
}

// Mails are those taken so far, in order, also those whose answer never came.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.took)
}

// To are the mails taken for one address.
func (s *Server) To(address string) []Mail {
	return slices.DeleteFunc(s.Mails(), func(m Mail) bool { return m.To != address })
}

// Clear is what clients said in the clear.
func (s *Server) Clear() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.words, "\n")
}

func (s *Server) keep(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[conn] = true
}

func (s *Server) drop(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
	_ = conn.Close()
}

// session is one conversation.
type session struct {
	s       *Server
	conn    net.Conn
	in      *bufio.Reader
	secure  bool
	entered bool
	to      string
}

func (s *Server) serve(conn net.Conn) {
	s.keep(conn)
	defer s.drop(conn)
	c := &session{s: s, conn: conn}
	if s.Implicit {
		c.conn, c.secure = tls.Server(conn, s.TLS), true
	}
	c.in = bufio.NewReader(c.conn)
	c.say("220 test")
	for {
		text, err := c.in.ReadString('\n')
		if err != nil || !c.answer(strings.TrimRight(text, "\r\n")) {
			return
		}
	}
}

func (c *session) say(text string) { _, _ = io.WriteString(c.conn, text+"\r\n") }

// answer reacts to one command; false ends the conversation.
func (c *session) answer(text string) bool {
	if !c.secure {
		c.s.mu.Lock()
		c.s.words = append(c.s.words, text)
		c.s.mu.Unlock()
	}
	verb, rest, _ := strings.Cut(text, " ")
	switch strings.ToUpper(verb) {
	case "EHLO":
		c.hello()
	case "STARTTLS":
		c.say("220 go ahead")
		c.conn, c.secure = tls.Server(c.conn, c.s.TLS), true
		c.in = bufio.NewReader(c.conn)
	case "AUTH":
		c.entered = rest == "PLAIN "+c.s.User
		c.say(map[bool]string{true: "235 in", false: "535 wrong"}[c.entered])
	case "MAIL":
		c.say(map[bool]string{true: "250 ok", false: "530 sign in"}[c.entered || c.s.User == ""])
	case "RCPT":
		c.reader(rest)
	case "DATA":
		return c.data()
	case "QUIT":
		c.say("221 bye")
		return false
	default:
		c.say("250 ok")
	}
	return true
}

func (c *session) hello() {
	c.say("250-test")
	if c.s.TLS != nil && !c.secure {
		c.say("250-STARTTLS")
	}
	if c.s.User != "" {
		c.say("250-AUTH PLAIN")
	}
	c.say("250 8BITMIME")
}

func (c *session) reader(rest string) {
	c.to = strings.TrimSuffix(strings.TrimPrefix(rest, "TO:<"), ">")
	code := 250
	if c.s.Reader != nil {
		if refused := c.s.Reader(c.to); refused > 0 {
			code = refused
		}
	}
	c.say(fmt.Sprintf("%d it is", code))
}

// data takes a mail; an answer that never comes is silence until the client or the test gives up.
func (c *session) data() bool {
	c.say("354 go on")
	var raw strings.Builder
	for {
		text, err := c.in.ReadString('\n')
		if err != nil {
			return false
		}
		if text == ".\r\n" {
			break
		}
		raw.WriteString(strings.TrimPrefix(text, "."))
	}
	m, err := parse(raw.String())
	if err != nil {
		c.s.t.Errorf("a mail that cannot be read: %v", err)
	}
	m.To = c.to
	c.s.mu.Lock()
	c.s.took = append(c.s.took, m)
	c.s.mu.Unlock()
	if c.s.Take != nil && !c.s.Take(m) {
		_, _ = c.in.ReadByte()
		return false
	}
	c.say("250 taken")
	return true
}

func parse(raw string) (Mail, error) {
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return Mail{}, err
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return Mail{}, err
	}
	out := Mail{Header: m.Header}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, into := range []*string{&out.Text, &out.HTML} {
		p, err := parts.NextPart() // decodes quoted-printable
		if err != nil {
			return Mail{}, err
		}
		text, err := io.ReadAll(p)
		if err != nil {
			return Mail{}, err
		}
		*into = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return out, nil
}
