package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
)

// box seals private keys with AES-256-GCM, or leaves them open when it has no secret.
type box struct{ aead cipher.AEAD }

func newBox(secret string) (box, error) {
	if secret == "" {
		return box{}, nil
	}
	raw, err := base64.StdEncoding.DecodeString(secret)
	if err != nil || len(raw) != 32 {
		return box{}, errors.New("KEY_ENCRYPTION_KEY must be 32 bytes in base64")
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return box{}, err
	}
	aead, err := cipher.NewGCM(block)
	return box{aead}, err
}

func (b box) closed() bool { return b.aead != nil }

// seal returns the key's seed, bound to its kid, so that rows cannot be swapped.
func (b box) seal(kid string, private ed25519.PrivateKey) []byte {
	if !b.closed() {
		return private.Seed()
	}
	nonce := make([]byte, b.aead.NonceSize())
	rand.Read(nonce)
	return b.aead.Seal(nonce, nonce, private.Seed(), []byte(kid))
}

func (b box) open(row keyRow) (ed25519.PrivateKey, error) {
	seed := row.Private
	if row.Encrypted {
		if !b.closed() || len(seed) < b.aead.NonceSize() {
			return nil, errors.New("the stored key is encrypted: KEY_ENCRYPTION_KEY is missing")
		}
		n := b.aead.NonceSize()
		var err error
		if seed, err = b.aead.Open(nil, seed[:n], seed[n:], []byte(row.KID)); err != nil {
			return nil, errors.New("the stored key does not open with this KEY_ENCRYPTION_KEY")
		}
	}
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("stored key %s has %d bytes", row.KID, len(seed))
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
