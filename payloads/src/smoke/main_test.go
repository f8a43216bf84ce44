package main

import (
	"runtime"
	"strings"
	"testing"
)

func TestVersionNamesTheSystem(t *testing.T) {
	if !strings.HasSuffix(version(), " linux/"+runtime.GOARCH) {
		t.Fatal(version())
	}
}
