package product

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Shelf keeps pictures as files of one directory, which all replicas of the service must share.
type Shelf struct{ root *os.Root }

// openShelf opens dir, making it when it is missing. No name can reach outside of it.
func openShelf(dir string) (*Shelf, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the media directory: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the media directory: %w", err)
	}
	return &Shelf{root}, nil
}

// Close gives the directory back.
func (s *Shelf) Close() error { return s.root.Close() }

// put stores a picture. The file appears whole or not at all; storing it again changes nothing.
func (s *Shelf) put(p Picture) error {
	if _, err := s.root.Stat(p.Name); err == nil {
		return nil
	}
	draft, err := os.CreateTemp(s.root.Name(), ".upload-*")
	if err != nil {
		return fmt.Errorf("store a picture: %w", err)
	}
	name := filepath.Base(draft.Name())
	_, err = draft.Write(p.Data)
	err = errors.Join(err, draft.Chmod(0o644), draft.Sync(), draft.Close())
	if err == nil {
		err = s.root.Rename(name, p.Name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("store a picture: %w", err), s.root.Remove(name))
	}
	return nil
}

// open returns a stored picture, or ErrMediaNotFound. The caller closes it.
func (s *Shelf) open(name string) (*os.File, error) {
	f, err := s.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMediaNotFound
	}
	return f, err
}
