package signals

import (
	"context"
	"path"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/cachevet/cachevet/internal/finding"
)

// maxFixes bounds the threads whose fix is looked for, maxSteps the comparisons
// for each.
const (
	maxFixes = 5
	maxSteps = 5
)

// The ways to know that a version holds a fix.
const (
	byAncestry = "ancestry"
	byDate     = "date"
)

// resolve fills FixedIn and FixBasis of picks that were closed, loudest first.
func (c *Collector) resolve(ctx context.Context, req Request, where Location, t Tracker, repo string, picks []*pick) {
	r := fixFinder{req: req, where: where, repo: repo}
	r.fixer, _ = t.(Fixer)
	for i, p := range picks {
		if settled(p.thread) {
			r.deep = i < maxFixes
			r.one(ctx, p)
			quieten(&p.signal, req.Version)
		}
	}
}

// settled tells whether a thread can have been fixed: closed, and not as
// something that nobody will do.
func settled(t Thread) bool {
	if t.State == StateOpen || t.Reason == "not_planned" {
		return false
	}
	if t.Kind == KindPull && t.State != StateMerged {
		return false
	}
	return !slices.ContainsFunc(t.Labels, func(l string) bool { return unfixed.MatchString(l) })
}

var unfixed = regexp.MustCompile(`(?i)wont.?fix|won't fix|\bstale\b|rotten|invalid|not.?planned|by.?design`)

// fixFinder looks for the fixes of one module's threads.
type fixFinder struct {
	req   Request
	where Location
	repo  string
	fixer Fixer
	// deep allows calls; without, only what the listing said is used.
	deep bool
	tags []string
	read bool
}

func (r *fixFinder) one(ctx context.Context, p *pick) {
	fix := Fix{Title: p.thread.Title, At: closedAt(p.thread), Direct: p.thread.Kind == KindPull}
	if r.fixer != nil && r.deep {
		if f, err := r.fixer.Fix(ctx, r.repo, p.thread); err == nil && (f.Commit != "" || !f.At.IsZero()) {
			fix = f
		}
	}
	if fix.Direct && !mends(fix.Title) {
		return
	}
	if fix.Commit != "" && r.deep && r.where.Tracker == "" {
		if version, ok := r.byAncestry(ctx, fix.Commit); ok {
			p.signal.FixedIn, p.signal.FixBasis = version, byAncestry
			return
		}
	}
	if !fix.At.IsZero() && !r.req.Time.IsZero() && fix.At.Before(r.req.Time) {
		p.signal.FixedIn, p.signal.FixBasis = r.req.Version, byDate
	}
}

func closedAt(t Thread) time.Time {
	if !t.Merged.IsZero() {
		return t.Merged
	}
	return t.Closed
}

var (
	adding     = regexp.MustCompile(`(?i)^\W*(?:\w+\W+)?(?:feat\w*|add(?:s|ed|ing)?|support\w*|introduc\w*|implement\w*|new|enable\w*|allow\w*)\b|^\W*(?:新增|增加|添加|支持)`)
	protecting = regexp.MustCompile(`(?i)\b(?:fix\w*|bugs?|prevent\w*|avoid\w*|single-?flight|locks?|mutex\w*|ttls?|expir\w*|timeouts?|deadlines?|limits?|prefix\w*|SCAN|warn\w*|jitter\w*|evict\w*|instead|stale|atomic\w*|thread-safe|concurrency)\b|修复|避免|防止`)
)

// mends tells whether a pull request that warns of a hazard takes it away: most
// do, those that add something do not, unless what they add protects.
func mends(title string) bool {
	return !adding.MatchString(title) || protecting.MatchString(title)
}

// byAncestry names the first version that holds commit: the vetted one where
// it does, else the lowest later tag of the same module and major version.
func (r *fixFinder) byAncestry(ctx context.Context, commit string) (string, bool) {
	holds, err := r.fixer.Contains(ctx, r.repo, r.revision(), commit)
	if err != nil {
		return "", false
	}
	if holds {
		return r.req.Version, true
	}
	later := r.later(ctx)
	if len(later) == 0 {
		return "", false
	}
	return r.search(ctx, later, commit)
}

// search finds the first of versions, lowest first, that holds commit.
func (r *fixFinder) search(ctx context.Context, versions []string, commit string) (string, bool) {
	low, high, found := 0, len(versions)-1, ""
	probe := high
	for range maxSteps {
		holds, err := r.fixer.Contains(ctx, r.repo, r.tag(versions[probe]), commit)
		if err != nil || !holds && found == "" {
			return found, found != ""
		}
		if holds {
			found, high = versions[probe], probe-1
		} else {
			low = probe + 1
		}
		if low > high {
			break
		}
		probe = (low + high) / 2
	}
	return found, found != ""
}

// revision is what to compare for the vetted version: its commit where known.
func (r *fixFinder) revision() string {
	if o := r.req.Origin; o != nil && o.Hash != "" {
		return o.Hash
	}
	if module.IsPseudoVersion(r.req.Version) {
		if rev, err := module.PseudoVersionRev(r.req.Version); err == nil {
			return rev
		}
	}
	return r.tag(r.req.Version)
}

// tag is the tag of a version: in a folder, the folder comes before it.
func (r *fixFinder) tag(version string) string {
	version = strings.TrimSuffix(version, "+incompatible")
	dir := r.where.Subdir
	if majorSuffix.MatchString(path.Base(dir)) {
		dir = path.Dir(dir)
	}
	if dir == "" || dir == "." {
		return version
	}
	return dir + "/" + version
}

// later lists the released versions of this module above the vetted one, lowest
// first.
func (r *fixFinder) later(ctx context.Context) []string {
	if !r.read {
		r.read = true
		tags, err := r.fixer.Tags(ctx, r.repo)
		if err != nil {
			return nil
		}
		r.tags = tags
	}
	incompatible := semver.Build(r.req.Version)
	var out []string
	for _, tag := range r.tags {
		version, ok := strings.CutPrefix(tag, strings.TrimSuffix(r.tag("v"), "v"))
		if ok && semver.IsValid(version) && semver.Canonical(version) == version && semver.Prerelease(version) == "" &&
			semver.Major(version) == semver.Major(r.req.Version) && semver.Compare(version, r.req.Version) > 0 {
			out = append(out, version+incompatible)
		}
	}
	sort.Slice(out, func(i, j int) bool { return semver.Compare(out[i], out[j]) < 0 })
	return out
}

// quieten lowers a signal that the vetted version is past.
func quieten(s *finding.Signal, version string) {
	if fixedAt(s.FixedIn, version) {
		s.Level = finding.Note
	}
}

// Closes tells whether a text says, in the words that hosts understand, that it
// closes thread number n.
func Closes(text string, n int) bool {
	for _, m := range closing.FindAllStringSubmatch(cut(text, maxBody), maxNames) {
		if m[1] == strconv.Itoa(n) {
			return true
		}
	}
	return false
}

var closing = regexp.MustCompile(`(?i)\b(?:clos|fix|resolv)(?:e|es|ed|ing)?:?\s+(?:[\w./:-]*#|https?://\S+/issues/)(\d+)\b`)
