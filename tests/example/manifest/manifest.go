// Package manifest lists a tree of files so that two copies of it can be compared.
package manifest

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"

	"github.com/google/uuid"
	"gopkg.in/yaml.v3"
)

// namespace makes the identifiers of trees different from everybody else's (RFC 9562, version 5).
var namespace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://example.org/ferrydemo"))

// A List is the files of one tree, sorted by path.
type List struct {
	// ID depends on paths and digests only: equal trees have equal identifiers.
	ID    string `yaml:"id"`
	Files []File `yaml:"files"`
}

// A File is one regular file.
type File struct {
	Path   string `yaml:"path"`
	Bytes  int64  `yaml:"bytes"`
	SHA256 string `yaml:"sha256"`
}

// Of lists the regular files of tree; links and devices are left out.
func Of(tree fs.FS) (*List, error) {
	list := &List{Files: []File{}}
	whole := sha256.New()
	err := fs.WalkDir(tree, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		file, err := digest(tree, path)
		if err != nil {
			return err
		}
		list.Files = append(list.Files, file)
		_, err = io.WriteString(whole, file.SHA256+"  "+file.Path+"\n")
		return err
	})
	list.ID = uuid.NewSHA1(namespace, whole.Sum(nil)).String()
	return list, err
}

// WriteYAML writes the list to w.
func (l *List) WriteYAML(w io.Writer) error {
	encoder := yaml.NewEncoder(w)
	encoder.SetIndent(2)
	if err := encoder.Encode(l); err != nil {
		return err
	}
	return encoder.Close()
}

func digest(tree fs.FS, path string) (File, error) {
	file, err := tree.Open(path)
	if err != nil {
		return File{}, err
	}
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	return File{Path: path, Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}
