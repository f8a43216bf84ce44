// Package report says what this binary is made of.
package report

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
)

// Version is one line: name, version, the Go release and the platform it was built for.
func Version(name, version string) string {
	return fmt.Sprintf("%s %s (%s %s/%s)", name, version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// Modules lists "path version" of every module linked into the running binary, sorted.
func Modules() ([]string, error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil, errors.New("this binary carries no build information")
	}
	lines := make([]string, 0, len(info.Deps))
	for _, module := range info.Deps {
		if module.Replace != nil {
			module = module.Replace
		}
		lines = append(lines, module.Path+" "+module.Version)
	}
	slices.Sort(lines)
	return lines, nil
}
