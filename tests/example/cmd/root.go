// Package cmd is the command line of ferrydemo.
package cmd

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"example.org/ferrydemo/manifest"
	"example.org/ferrydemo/report"
)

// Version is what "ferrydemo version" says of itself.
const Version = "1.0.0"

// Root builds the command tree. Nothing is kept in package variables, so tests can build their own.
func Root() *cobra.Command {
	root := &cobra.Command{
		Use:           "ferrydemo",
		Short:         "Shows that Go and its modules arrived on the far side",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(versionCommand(), modulesCommand(), manifestCommand(), packCommand())
	return root
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Prints this program's version and the Go that built it",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(c.OutOrStdout(), report.Version("ferrydemo", Version))
			return err
		},
	}
}

func modulesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "modules",
		Short: "Lists the modules linked into this program, one a line",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			lines, err := report.Modules()
			if err != nil {
				return err
			}
			for _, line := range lines {
				if _, err := fmt.Fprintln(c.OutOrStdout(), line); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func manifestCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "manifest DIR",
		Short: "Prints the files below DIR with size and digest, as YAML",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			list, err := manifest.Of(os.DirFS(args[0]))
			if err != nil {
				return err
			}
			return list.WriteYAML(c.OutOrStdout())
		},
	}
}

func packCommand() *cobra.Command {
	var unpack bool
	pack := &cobra.Command{
		Use:   "pack",
		Short: "Compresses standard input to standard output with zstd",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return through(unpack, c.InOrStdin(), c.OutOrStdout())
		},
	}
	pack.Flags().BoolVarP(&unpack, "unpack", "d", false, "decompress instead")
	return pack
}

func through(unpack bool, in io.Reader, out io.Writer) error {
	if unpack {
		return manifest.Unpack(in, out)
	}
	return manifest.Pack(in, out)
}
