// Ferrydemo is the program that goferry's tests and README carry across the gap: small, but a real
// one, with real public modules behind it. What it prints can be checked.
package main

import (
	"fmt"
	"os"

	"example.org/ferrydemo/cmd"
)

func main() {
	if err := cmd.Root().Execute(); err != nil {
		fmt.Fprintln(os.Stderr, "ferrydemo:", err)
		os.Exit(1)
	}
}
