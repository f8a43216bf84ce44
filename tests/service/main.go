// Command service stands for what a team behind the gap builds: an HTTP service with a command line, metrics and a
// database that needs cgo.
package main

import (
	"database/sql"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
	_ "github.com/mattn/go-sqlite3"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"
)

// visits counts what was asked of /visits, in a table and as a metric.
type visits struct {
	table   *sql.DB
	counted prometheus.Counter
}

func newVisits(path string) (*visits, error) {
	table, err := sql.Open("sqlite3", path)
	if err != nil {
		return nil, err
	}
	if _, err := table.Exec("CREATE TABLE IF NOT EXISTS visits (at TEXT)"); err != nil {
		return nil, err
	}
	counted := prometheus.NewCounter(prometheus.CounterOpts{Name: "visits_total", Help: "Visits."})
	return &visits{table: table, counted: counted}, nil
}

func (v *visits) count() (int, error) {
	if _, err := v.table.Exec("INSERT INTO visits VALUES (datetime())"); err != nil {
		return 0, err
	}
	v.counted.Inc()
	var n int
	err := v.table.QueryRow("SELECT count(*) FROM visits").Scan(&n)
	return n, err
}

func handler(v *visits) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.GET("/visits", func(c *gin.Context) {
		n, err := v.count()
		if err != nil {
			c.String(http.StatusInternalServerError, "%v\n", err)
			return
		}
		c.JSON(http.StatusOK, gin.H{"visits": n})
	})
	registry := prometheus.NewRegistry()
	registry.MustRegister(v.counted)
	engine.GET("/metrics", gin.WrapH(promhttp.HandlerFor(registry, promhttp.HandlerOpts{})))
	return engine
}

func main() {
	var listen, path string
	command := &cobra.Command{
		Use:           "service",
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(*cobra.Command, []string) error {
			v, err := newVisits(path)
			if err != nil {
				return err
			}
			return http.ListenAndServe(listen, handler(v))
		},
	}
	command.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "where to listen")
	command.Flags().StringVar(&path, "database", ":memory:", "the database's file")
	if err := command.Execute(); err != nil {
		command.PrintErrln("service:", err)
		os.Exit(1)
	}
}
