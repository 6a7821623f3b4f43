package gate

import (
	_ "embed"

	"github.com/cachevet/cachevet/internal/finding"
)

// PolicyName is the file that a user's policy is kept in.
const PolicyName = ".cachevet.yaml"

// Policy is what a user's .cachevet.yaml says. The zero value is the default.
type Policy struct {
	// Version is the format of the file, 1.
	Version int `yaml:"version"`
	// FailOn is fail, warn or never; empty means fail.
	FailOn string `yaml:"fail-on"`
	// Levels are tried in order; the first rule that fits a finding sets its level.
	Levels      []LevelRule `yaml:"levels"`
	Environment Environment `yaml:"environment"`
	// Signals is raise, may-fail or off; empty means raise.
	Signals string `yaml:"signals"`
	// RequireSignals makes missing tracker data incomplete.
	RequireSignals bool `yaml:"require-signals"`
	// Hot and Cold are patterns over function names, packages and routes.
	Hot  []string `yaml:"hot"`
	Cold []string `yaml:"cold"`
	// Rules are files with rules for the user's own client wrappers, relative to
	// the policy.
	Rules []string `yaml:"rules"`
	// Baseline is the file with the findings that were there at adoption.
	Baseline string           `yaml:"baseline"`
	Waivers  []finding.Waiver `yaml:"waivers"`
}

// LevelRule sets the level of the findings that fit all of its conditions. An
// empty condition fits everything.
type LevelRule struct {
	Hazard string         `yaml:"hazard"`
	Heat   finding.Heat   `yaml:"heat"`
	Module string         `yaml:"module"`
	Status finding.Status `yaml:"status"`
	Level  finding.Level  `yaml:"level"`
}

// Environment is what the user knows of production and code does not tell.
type Environment struct {
	// Redis is the server's version, such as 7.2.
	Redis string `yaml:"redis"`
	// Cluster: the server is one of several that share the keys.
	Cluster bool `yaml:"cluster"`
	// Shared: other applications use the same server or database number; nil
	// where the user does not say.
	Shared *bool `yaml:"shared"`
	// Keys is the order of magnitude of the number of keys.
	Keys int64 `yaml:"keys"`
}

//go:embed policy.schema.json
var schema []byte

// Schema returns the JSON Schema of the policy file.
func Schema() []byte { return append([]byte(nil), schema...) }

//go:embed init.yaml
var initText string

// Init returns the commented policy that `cachevet init` writes. It says what
// the default policy says.
func Init() string { return initText }
