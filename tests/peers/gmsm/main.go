// Another implementation of SM2, github.com/emmansun/gmsm, for the tests to ask.
//
//	peer verify CERTIFICATE SIGNATURE FILE
//	peer sign KEY FILE
//
// CERTIFICATE and KEY are PEM (X.509, PKCS#8), SIGNATURE is the DER of GM/T 0009, as what sign writes
// to standard output. The identity is that library's own default.
package main

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"os"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(words []string) error {
	switch {
	case len(words) == 4 && words[0] == "verify":
		return verify(words[1], words[2], words[3])
	case len(words) == 3 && words[0] == "sign":
		return sign(words[1], words[2])
	}
	return errors.New("usage: peer verify CERTIFICATE SIGNATURE FILE | peer sign KEY FILE")
}

func verify(certificate, signature, file string) error {
	der, err := block(certificate)
	if err != nil {
		return err
	}
	parsed, err := smx509.ParseCertificate(der)
	if err != nil {
		return err
	}
	key, ok := parsed.PublicKey.(*ecdsa.PublicKey)
	if !ok {
		return errors.New("not a key on a curve")
	}
	signed, err := os.ReadFile(signature)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !sm2.VerifyASN1WithSM2(key, nil, content, signed) {
		return errors.New("the signature does not hold")
	}
	return nil
}

func sign(secret, file string) error {
	der, err := block(secret)
	if err != nil {
		return err
	}
	parsed, err := smx509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return err
	}
	key, ok := parsed.(*sm2.PrivateKey)
	if !ok {
		return errors.New("not an SM2 key")
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	signature, err := key.SignWithSM2(rand.Reader, nil, content)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(signature)
	return err
}

func block(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	found, _ := pem.Decode(text)
	if found == nil {
		return nil, fmt.Errorf("%s is not PEM", path)
	}
	return found.Bytes, nil
}
