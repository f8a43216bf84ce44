package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVisitsAreCounted(t *testing.T) {
	v, err := newVisits(filepath.Join(t.TempDir(), "visits.db"))
	require.NoError(t, err)
	for _, want := range []string{`{"visits":1}`, `{"visits":2}`} {
		answer := httptest.NewRecorder()
		handler(v).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/visits", nil))
		require.Equal(t, http.StatusOK, answer.Code)
		require.JSONEq(t, want, answer.Body.String())
	}
	answer := httptest.NewRecorder()
	handler(v).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Contains(t, answer.Body.String(), "visits_total 2")
}
