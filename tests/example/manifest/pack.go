package manifest

import (
	"io"

	"github.com/klauspost/compress/zstd"
)

// Pack compresses in to out as one zstd frame.
func Pack(in io.Reader, out io.Writer) error {
	encoder, err := zstd.NewWriter(out)
	if err != nil {
		return err
	}
	if _, err := io.Copy(encoder, in); err != nil {
		return err
	}
	return encoder.Close()
}

// Unpack is the reverse of Pack.
func Unpack(in io.Reader, out io.Writer) error {
	decoder, err := zstd.NewReader(in)
	if err != nil {
		return err
	}
	defer decoder.Close()
	_, err = io.Copy(out, decoder)
	return err
}
