module goferry.invalid/smoke

go 1.18
