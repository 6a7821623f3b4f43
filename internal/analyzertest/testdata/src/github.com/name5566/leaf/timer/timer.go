// Package timer has the shape of leaf's and no behaviour.
package timer

type (
	CronExpr struct{ sec uint64 }
	Cron     struct{ t int }
)

func NewCronExpr(expr string) (*CronExpr, error) { return nil, nil }
