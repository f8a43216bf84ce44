package cmd

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func run(t *testing.T, in []byte, args ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	root := Root()
	root.SetArgs(args)
	root.SetIn(bytes.NewReader(in))
	root.SetOut(&out)
	if err := root.Execute(); err != nil {
		t.Fatalf("ferrydemo %s: %v", strings.Join(args, " "), err)
	}
	return out.Bytes()
}

func TestVersionNamesTheGoThatBuiltIt(t *testing.T) {
	got := string(run(t, nil, "version"))
	if !strings.HasPrefix(got, "ferrydemo "+Version+" (") || !strings.Contains(got, runtime.Version()) {
		t.Errorf("version says %q", got)
	}
}

func TestPackedIsUnpackedToTheSame(t *testing.T) {
	want := bytes.Repeat([]byte("摆渡 ferry "), 5000)
	packed := run(t, want, "pack")
	if len(packed) >= len(want)/10 {
		t.Errorf("%d bytes became %d", len(want), len(packed))
	}
	if got := run(t, packed, "pack", "--unpack"); !bytes.Equal(got, want) {
		t.Error("what came out is not what went in")
	}
}

func TestEqualTreesHaveEqualManifests(t *testing.T) {
	var manifests [2][]byte
	for i := range manifests {
		dir := t.TempDir()
		for name, text := range map[string]string{"b/two": "2", "a": "one"} {
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		manifests[i] = run(t, nil, "manifest", dir)
	}
	if !bytes.Equal(manifests[0], manifests[1]) {
		t.Errorf("%s\ndiffers from\n%s", manifests[0], manifests[1])
	}
	if !strings.Contains(string(manifests[0]), "path: b/two") {
		t.Errorf("b/two is missing:\n%s", manifests[0])
	}
}
