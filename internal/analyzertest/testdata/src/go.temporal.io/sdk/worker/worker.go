// Package worker has the shape of temporal's workers and no behaviour.
package worker

import "go.temporal.io/sdk/activity"

type WorkflowRegistry interface {
	RegisterWorkflow(w interface{})
}

type ActivityRegistry interface {
	RegisterActivity(a interface{})
	RegisterDynamicActivity(a interface{}, options activity.DynamicRegisterOptions)
}

type Registry interface {
	WorkflowRegistry
	ActivityRegistry
}

type Worker interface {
	Registry
	Start() error
}
