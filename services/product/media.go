package product

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"github.com/askcart/askcart/shared/problem"
)

// Errors of pictures.
var (
	ErrNotAPicture = problem.New(problem.UnsupportedMedia, "not_a_picture", "the file is no PNG, JPEG, WebP or GIF picture")
	ErrNoPicture   = problem.New(problem.Invalid, "file_missing", "send one picture in the form field file").
			WithFields(problem.Field{Path: "body.file", Message: "is missing or empty"})
	ErrMediaNotFound = problem.New(problem.NotFound, "media_not_found", "there is no such picture")
)

// maxMedia is how large an uploaded picture may be, in bytes.
const maxMedia = 8 << 20

// Picture is an uploaded file that is known by what it holds: the same bytes have the same name.
type Picture struct {
	Name string // hex SHA-256 and the extension of its type
	Data []byte
}

// URL is where the picture is served, on every host of the shop.
func (p Picture) URL() string { return "/media/" + p.Name }

// mediaTypes are the types that are served, by extension.
var mediaTypes = map[string]string{"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}

var mediaName = regexp.MustCompile(`^[0-9a-f]{64}\.(png|jpg|webp|gif)$`)

// pictureOf names data by its content. The type is what the first bytes say, never what the client says.
func pictureOf(data []byte) (Picture, error) {
	if len(data) == 0 {
		return Picture{}, ErrNoPicture
	}
	kind := kindOf(data)
	if kind == "" {
		return Picture{}, ErrNotAPicture
	}
	sum := sha256.Sum256(data)
	return Picture{Name: hex.EncodeToString(sum[:]) + "." + kind, Data: data}, nil
}

func kindOf(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return "jpg"
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		return "gif"
	case len(data) > 16 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "webp"
	}
	return ""
}

// mediaType returns the type of a stored picture's name, or false for what cannot be one.
func mediaType(name string) (string, bool) {
	parts := mediaName.FindStringSubmatch(name)
	if parts == nil {
		return "", false
	}
	return mediaTypes[parts[1]], true
}
