// Package gocron has the shape of gocron and no behaviour.
package gocron

import "time"

type JobDefinition interface{ setup() error }

type Task func() int

type JobOption func(int) error

type Job interface{ Name() string }

type Scheduler interface {
	NewJob(JobDefinition, Task, ...JobOption) (Job, error)
	Start()
}

func DurationJob(duration time.Duration) JobDefinition { return nil }
func NewTask(function any, parameters ...any) Task     { return nil }
