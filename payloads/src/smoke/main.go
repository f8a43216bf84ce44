// The program that the gate builds, runs and tests.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	fmt.Println(version())
}

// As `go version` puts it.
func version() string {
	return fmt.Sprintf("go version %s %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
