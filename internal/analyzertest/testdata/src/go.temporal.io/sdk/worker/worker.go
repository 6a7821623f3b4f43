// Package worker has the shape of temporal's workers and no behaviour.
package worker

type WorkflowRegistry interface {
	RegisterWorkflow(w interface{})
}

type ActivityRegistry interface {
	RegisterActivity(a interface{})
}

type Registry interface {
	WorkflowRegistry
	ActivityRegistry
}

type Worker interface {
	Registry
	Start() error
}
