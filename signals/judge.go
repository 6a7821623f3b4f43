package signals

import (
	"math"
	"sort"
	"strings"

	"github.com/cachevet/cachevet/signals/tone"
)

// Irrelevant is the class of a thread that warns of nothing.
const Irrelevant = "irrelevant"

// Judgement is what a thread was found to say. Class is Irrelevant where no
// class reached the threshold; Phrase quotes the words that decided, cleaned
// and cut to a line.
type Judgement struct {
	URL    string  `json:"url"`
	Class  string  `json:"class"`
	Score  float64 `json:"score"`
	Phrase string  `json:"phrase"`
	// Hits are all rules that spoke for or against the class, loudest first.
	Hits []Hit `json:"-"`
}

// Hit is one rule that matched. Weight is negative for a rule against.
type Hit struct {
	Rule   string
	Field  string
	Weight float64
	Text   string
}

// threshold is the score from which a thread counts.
const threshold = 2.8

// The fields of a thread and what a hit there is worth. Much is said in a body
// in passing; the beginning of it is where people come to the point.
const (
	fieldTitle = "title"
	fieldText  = "text"
	fieldTail  = "tail"
	// fieldRepository is the repository's name; only rules that ask for it look there.
	fieldRepository = "repository"
)

func fieldWeight(field string) float64 {
	switch field {
	case fieldTitle, fieldRepository:
		return 1
	case fieldText:
		return 0.75
	}
	return 0.35
}

// further is what each further rule of a class adds, as a share of its weight.
const further = 0.5

// maxHarm caps what words of harm add to a class with evidence of its own.
const maxHarm = 1.0

// How much the single words of a thread say: as log-odds, within bounds. They
// turn what phrases leave open; the plainest phrases stand against any words.
const (
	toneShare = 1.5
	leastTone = -1.3
	mostTone  = 1.2
)

// Judge classifies one thread. It is pure: equal threads give equal answers.
func (l *Lexicon) Judge(t Thread) Judgement {
	return l.judge(t.URL, newText(t.URL, t.Title, t.Text), t.Kind)
}

func (l *Lexicon) judge(url string, x text, kind string) Judgement {
	out := Judgement{URL: url, Class: Irrelevant}
	general := append(minus(hits(l.against, x)), minus(hits(l.retract, x))...)
	form := formHits(x)
	harm := hits(l.harm, x)
	words := l.toneOf(x, kind)
	for _, k := range l.classes {
		pro := hits(k.Rules, x)
		if len(pro) == 0 {
			continue
		}
		con := append(minus(hits(k.Against, x)), general...)
		if !k.Asked {
			con = append(append(con, form...), words)
		}
		score := sum(pro) + math.Min(maxHarm, sum(harm)) + plain(con)
		if score > out.Score {
			out.Score, out.Class = score, k.Name
			out.Hits = append(append(pro[:len(pro):len(pro)], harm...), con...)
			out.Phrase = pro[0].Text
		}
	}
	out.Score = math.Round(out.Score*100) / 100
	if out.Score < threshold {
		out.Class, out.Phrase = Irrelevant, ""
	}
	return out
}

// toneOf is what the words of title and beginning say whatever the class.
func (l *Lexicon) toneOf(x text, kind string) Hit {
	z := toneShare * l.tone.LogOdds(tone.Of(x.field(fieldTitle), x.field(fieldText), kind == KindPull))
	return Hit{Rule: "words", Field: fieldText, Weight: math.Max(leastTone, math.Min(mostTone, z))}
}

// sum adds the best hit and a share of the others; hits are loudest first.
func sum(list []Hit) float64 {
	total := 0.0
	for i, h := range list {
		if i > 0 {
			h.Weight *= further
		}
		total += h.Weight
	}
	return total
}

func plain(list []Hit) float64 {
	total := 0.0
	for _, h := range list {
		total += h.Weight
	}
	return total
}

func minus(list []Hit) []Hit {
	for i := range list {
		list[i].Weight = -list[i].Weight
	}
	return list
}

// hits applies rules to a text. Each rule counts once, where it weighs most.
func hits(rules []*rule, x text) []Hit {
	var out []Hit
	for _, r := range rules {
		if h, ok := r.hit(x); ok {
			out = append(out, h)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Weight > out[j].Weight })
	return out
}

// hit finds where the rule matches first, title before text.
func (r *rule) hit(x text) (Hit, bool) {
	if !r.match.possible(x.company) || r.without.match(x.whole) || len(r.with) > 0 && !r.with.match(x.company) {
		return Hit{}, false
	}
	for _, f := range x.fields {
		if !r.reads(f.name) {
			continue
		}
		if at := r.match.find(f.prose); at != nil {
			return Hit{Rule: r.Rule, Field: f.name, Weight: r.Weight * fieldWeight(f.name), Text: quote(f.body, at[0], at[1])}, true
		}
	}
	return Hit{}, false
}

// reads tells whether the rule looks into a field.
func (r *rule) reads(field string) bool {
	switch r.In {
	case "":
		return field != fieldRepository
	case fieldText:
		return field == fieldText || field == fieldTail
	}
	return field == r.In
}

// formHits are mild doubts from a thread's form: a question. That there is no
// body, the tone knows.
func formHits(x text) []Hit {
	title := x.field(fieldTitle)
	if strings.HasSuffix(title, "?") || strings.HasSuffix(title, "\uff1f") {
		return []Hit{{Rule: "question", Field: fieldTitle, Weight: -0.5, Text: quote(title, 0, len(title))}}
	}
	return nil
}
