// Package cron has the shape of cron and no behaviour.
package cron

import "time"

type EntryID int

type Job interface{ Run() }

type FuncJob func()

func (f FuncJob) Run() {}

type Schedule interface{ Next(time.Time) time.Time }

type Option func(*Cron)

type Cron struct{ running bool }

func New(opts ...Option) *Cron                                   { return nil }
func Every(duration time.Duration) Schedule                      { return nil }
func (c *Cron) AddFunc(spec string, cmd func()) (EntryID, error) { return 0, nil }
func (c *Cron) AddJob(spec string, cmd Job) (EntryID, error)     { return 0, nil }
func (c *Cron) Schedule(schedule Schedule, cmd Job) EntryID      { return 0 }
func (c *Cron) Start()                                           {}
func (c *Cron) Run()                                             {}
