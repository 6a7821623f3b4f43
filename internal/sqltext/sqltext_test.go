package sqltext

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	tbl := func(names ...string) []string { return names }
	for _, tt := range []struct {
		q    string
		want Statement
	}{
		{"SELECT * FROM users", Statement{Verb: Select, Tables: tbl("users")}},
		{"select name from users u where u.age > ?", Statement{Verb: Select, Tables: tbl("users"), Where: true}},
		{"SELECT * FROM users WHERE 1=1", Statement{Verb: Select, Tables: tbl("users")}},
		{"SELECT * FROM users WHERE 1=1 AND name = $1", Statement{Verb: Select, Tables: tbl("users"), Where: true, Equals: tbl("name")}},
		{"SELECT * FROM users WHERE id = ?", Statement{Verb: Select, Tables: tbl("users"), Where: true, Equals: tbl("id"), ByKey: true}},
		{"SELECT * FROM users WHERE id=?", Statement{Verb: Select, Tables: tbl("users"), Where: true, Equals: tbl("id"), ByKey: true}},
		{"SELECT * FROM users WHERE id=%d", Statement{Verb: Select, Tables: tbl("users"), Where: true, Equals: tbl("id"), ByKey: true}},
		{"SELECT * FROM users WHERE users.id = :id", Statement{Verb: Select, Tables: tbl("users"), Where: true, Equals: tbl("id"), ByKey: true}},
		{"SELECT * FROM users WHERE id = ?1 AND x BETWEEN 1 AND 2", Statement{Verb: Select, Tables: tbl("users"), Where: true, Equals: tbl("id"), ByKey: true}},
		{"SELECT * FROM users WHERE id = $1::uuid", Statement{Verb: Select, Tables: tbl("users"), Where: true, Equals: tbl("id"), ByKey: true}},
		{"SELECT * FROM users WHERE user_id = @p1", Statement{Verb: Select, Tables: tbl("users"), Where: true, Equals: tbl("user_id"), ByKey: true}},
		{"SELECT * FROM orders WHERE user_id = @p1", Statement{Verb: Select, Tables: tbl("orders"), Where: true, Equals: tbl("user_id")}},
		{"SELECT * FROM users WHERE id = ? OR admin", Statement{Verb: Select, Tables: tbl("users"), Where: true}},
		{"SELECT * FROM users WHERE id > ?", Statement{Verb: Select, Tables: tbl("users"), Where: true}},
		{"SELECT * FROM users WHERE id = parent", Statement{Verb: Select, Tables: tbl("users"), Where: true}},
		{"SELECT * FROM users WHERE id = 1 + n", Statement{Verb: Select, Tables: tbl("users"), Where: true}},
		{"SELECT * FROM users WHERE NOT id = 1", Statement{Verb: Select, Tables: tbl("users"), Where: true}},
		{"SELECT * FROM users WHERE id IN (?, ?)", Statement{Verb: Select, Tables: tbl("users"), Where: true}},
		{"SELECT * FROM users WHERE id IN (%s)", Statement{Verb: Select, Tables: tbl("users"), Where: true}},
		{"SELECT * FROM a JOIN b ON a.id = b.aid WHERE a.id = ?", Statement{Verb: Select, Tables: tbl("a", "b"), Where: true, Equals: tbl("id")}},
		{"SELECT * FROM a, b WHERE a.id = ?", Statement{Verb: Select, Tables: tbl("a", "b"), Where: true, Equals: tbl("id")}},

		{"SELECT * FROM t LIMIT 10", Statement{Verb: Select, Tables: tbl("t"), Limit: Constant, N: 10}},
		{"SELECT * FROM t LIMIT 5, 20", Statement{Verb: Select, Tables: tbl("t"), Limit: Constant, N: 20}},
		{"SELECT * FROM t LIMIT ? OFFSET ?", Statement{Verb: Select, Tables: tbl("t"), Limit: Parameter}},
		{"SELECT * FROM t OFFSET 10", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t LIMIT ALL", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t LIMIT NULL", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t LIMIT -1", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t LIMIT 18446744073709551615 OFFSET 3", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t LIMIT 3 BY city", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t LIMIT 10 * 1000", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t ORDER BY a FETCH FIRST 7 ROWS ONLY", Statement{Verb: Select, Tables: tbl("t"), Limit: Constant, N: 7}},
		{"SELECT * FROM t FETCH NEXT ROW ONLY", Statement{Verb: Select, Tables: tbl("t"), Limit: Constant, N: 1}},
		{"SELECT * FROM t FETCH FIRST 10 PERCENT ROWS ONLY", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t FETCH FIRST 10 ROWS WITH TIES", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT TOP 10 * FROM [dbo].[User Log]", Statement{Verb: Select, Tables: tbl("dbo.User Log"), Limit: Constant, N: 10}},
		{"SELECT DISTINCT TOP (@n) name FROM t", Statement{Verb: Select, Tables: tbl("t"), Limit: Parameter}},
		{"SELECT TOP 10 PERCENT * FROM t", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t WHERE ROWNUM <= 50", Statement{Verb: Select, Tables: tbl("t"), Where: true, Limit: Constant, N: 50}},
		{"SELECT * FROM t WHERE ROWNUM <= 50 OR a = 1", Statement{Verb: Select, Tables: tbl("t"), Where: true}},
		{"SELECT * FROM t -- LIMIT 10", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t /* LIMIT 10 */", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT 'LIMIT 10', \"WHERE\" FROM t", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT * FROM t WHERE x IN (SELECT y FROM u LIMIT 3)", Statement{Verb: Select, Tables: tbl("t", "u"), Where: true}},
		{"SELECT * FROM (SELECT * FROM t WHERE a = 1 LIMIT 3) s", Statement{Verb: Select, Tables: tbl("t"), Where: true, Limit: Constant, N: 3}},
		{"SELECT * FROM (SELECT * FROM t LIMIT 3) s JOIN u ON u.i = s.i", Statement{Verb: Select, Tables: tbl("t", "u")}},
		{"(SELECT a FROM t WHERE b = 1) UNION ALL (SELECT a FROM u) LIMIT 9", Statement{Verb: Select, Tables: tbl("t", "u"), Limit: Constant, N: 9}},
		{"SELECT a FROM t WHERE b = 1 UNION SELECT a FROM u WHERE c = 2", Statement{Verb: Select, Tables: tbl("t", "u"), Where: true}},
		{"SELECT TOP 1 a FROM t UNION ALL SELECT a FROM u", Statement{Verb: Select, Tables: tbl("t", "u")}},
		{"WITH recent AS (SELECT * FROM log LIMIT 5) SELECT * FROM recent", Statement{Verb: Select, Tables: tbl("log"), Limit: Constant, N: 5}},
		{"WITH a AS (SELECT * FROM t WHERE x = 1) SELECT * FROM a, u", Statement{Verb: Select, Tables: tbl("u", "t")}},
		{"WITH a AS (SELECT * FROM t WHERE x = 1) SELECT * FROM a LEFT JOIN u ON u.i = a.i ORDER BY a.i, u.i", Statement{Verb: Select, Tables: tbl("u", "t"), Where: true}},
		{"WITH a AS (SELECT * FROM t WHERE x = 1), b AS (SELECT * FROM a JOIN v ON v.i = a.i) SELECT * FROM u JOIN b ON u.i = b.i", Statement{Verb: Select, Tables: tbl("u", "t", "v"), Where: true}},
		{"WITH RECURSIVE a AS (SELECT i FROM t WHERE x = 1 UNION SELECT t.i FROM a JOIN t ON t.up = a.i) SELECT * FROM a JOIN u ON u.i = a.i", Statement{Verb: Select, Tables: tbl("u", "t"), Where: true}},
		{"WITH a AS (SELECT * FROM t WHERE x = 1) SELECT * FROM u LEFT JOIN a ON u.i = a.i", Statement{Verb: Select, Tables: tbl("u", "t")}},
		{"SELECT * FROM u JOIN (SELECT i FROM c WHERE id = ?) t ON u.i = t.i", Statement{Verb: Select, Tables: tbl("u", "c"), Where: true}},
		{"SELECT * FROM u LEFT JOIN (SELECT i FROM c WHERE id = ?) t ON u.i = t.i", Statement{Verb: Select, Tables: tbl("u", "c")}},

		{"SELECT COUNT(*) FROM t", Statement{Verb: Select, Tables: tbl("t"), Aggregate: true}},
		{"SELECT COALESCE(SUM(n), 0) AS total FROM t", Statement{Verb: Select, Tables: tbl("t"), Aggregate: true}},
		{"SELECT city, COUNT(*) FROM t GROUP BY city", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT a, COUNT(*) OVER () FROM t", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT a, (SELECT COUNT(*) FROM u) FROM t", Statement{Verb: Select, Tables: tbl("u", "t")}},
		{"SELECT MAX(a, b) FROM t", Statement{Verb: Select, Tables: tbl("t")}},
		{"SELECT EXISTS(SELECT 1 FROM t WHERE a = ?)", Statement{Verb: Select, Tables: tbl("t"), Aggregate: true}},
		{"SELECT EXTRACT(YEAR FROM at) FROM t", Statement{Verb: Select, Tables: tbl("t")}},

		{"INSERT INTO logs (a) VALUES (?)", Statement{Verb: Insert, Tables: tbl("logs")}},
		{"UPDATE t SET a = 1 WHERE id = ?", Statement{Verb: Update, Tables: tbl("t"), Where: true, Equals: tbl("id"), ByKey: true}},
		{"UPDATE t SET a = 1", Statement{Verb: Update, Tables: tbl("t")}},
		{"DELETE FROM `my db`.`t`", Statement{Verb: Delete, Tables: tbl("my db.t")}},
		{"TRUNCATE TABLE t", Statement{Verb: Other, Tables: tbl("t")}},

		{"SELECT 名字 FROM 用户表 WHERE 编号 = ? LIMIT 10", Statement{Verb: Select, Tables: tbl("用户表"), Where: true, Limit: Constant, N: 10, Equals: tbl("编号")}},
		{"SELECT `名字` FROM `用户表`", Statement{Verb: Select, Tables: tbl("用户表")}},
		{"SELECT * FROM t; DROP TABLE u", Statement{Verb: Select, Tables: tbl("t"), Partial: true}},

		{"SELECT %s FROM %s WHERE id = ?", Statement{Verb: Select, Tables: tbl("?"), Where: true, Equals: tbl("id"), ByKey: true}},
		{"SELECT * FROM {{.Table}} LIMIT %d", Statement{Verb: Select, Tables: tbl("?"), Limit: Parameter}},
		{"SELECT * FROM t %s", Statement{Verb: Select, Tables: tbl("t"), Partial: true}},
		{"SELECT * FROM t WHERE %s", Statement{Verb: Select, Tables: tbl("t"), Where: true, Partial: true}},
		{"SELECT * FROM t WHERE (%s)", Statement{Verb: Select, Tables: tbl("t"), Where: true, Partial: true}},
		{"SELECT * FROM t WHERE %s = ?", Statement{Verb: Select, Tables: tbl("t"), Where: true, Equals: tbl("?")}},
		{"SELECT * FROM t ORDER BY a %s", Statement{Verb: Select, Tables: tbl("t"), Partial: true}},
		{"SELECT * FROM t LIMIT 2 FOR UPDATE", Statement{Verb: Select, Tables: tbl("t"), Limit: Constant, N: 2}},
		{"UPDATE ", Statement{Verb: Update, Partial: true}},
		{"DELETE FROM ", Statement{Verb: Delete, Partial: true}},
		{"SELECT * FROM t WHERE a = ", Statement{Verb: Select, Tables: tbl("t"), Where: true, Partial: true}},
		{"SELECT * FROM t ORDER BY a LIMIT ", Statement{Verb: Select, Tables: tbl("t"), Partial: true}},
		{"%s", Statement{Partial: true}},
		{"", Statement{Partial: true}},

		{`SELECT * FROM t WHERE a = '\' LIMIT 10 -- '`, Statement{Verb: Select, Tables: tbl("t"), Where: true, Equals: tbl("a"), Partial: true}},
		{"SELECT * FROM t /*! LIMIT 10 */", Statement{Verb: Select, Tables: tbl("t"), Partial: true}},
		{"SELECT * FROM t\x00 LIMIT 10", Statement{Partial: true}},
		{"hello world", Statement{}},
	} {
		if diff := cmp.Diff(tt.want, Parse(tt.q)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.q, diff)
		}
	}
}

func TestParseAll(t *testing.T) {
	var verbs []Verb
	for _, s := range ParseAll("BEGIN; DELETE FROM a;\n INSERT INTO a SELECT * FROM b; COMMIT;") {
		verbs = append(verbs, s.Verb)
	}
	if diff := cmp.Diff([]Verb{Other, Delete, Insert, Other}, verbs); diff != "" {
		t.Error(diff)
	}
}

func TestBounded(t *testing.T) {
	for q, want := range map[string]bool{
		"SELECT * FROM t":                  false,
		"SELECT * FROM t WHERE a = 1":      false,
		"SELECT * FROM t LIMIT 1":          true,
		"SELECT SUM(a) FROM t WHERE b = 1": true,
		"SELECT * FROM t WHERE uuid = ?":   true,
	} {
		if got := Parse(q).Bounded(); got != want {
			t.Errorf("%s: bounded %t, want %t", q, got, want)
		}
	}
}

func TestHostile(t *testing.T) {
	for name, q := range map[string]string{
		"brackets": "SELECT " + strings.Repeat("(", 50_000),
		"nested":   strings.Repeat("SELECT * FROM (", 20_000) + strings.Repeat(")", 20_000),
		"unions":   strings.Repeat("SELECT 1 UNION ", 10_000),
		"long":     strings.Repeat("x", maxText+1),
		"closing":  "SELECT * FROM t) LIMIT 3",
		"quote":    "SELECT * FROM t WHERE a = 'x LIMIT 3",
	} {
		if s := Parse(q); name != "unions" && !s.Partial {
			t.Errorf("%s: %+v, want it to be partial", name, s)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, q := range []string{
		"SELECT TOP (3) a.b, COUNT(*) FROM [x].[y z] WHERE id=%s AND `c`=? LIMIT ?,?",
		"WITH a AS (SELECT 1) SELECT * FROM a FETCH FIRST ROW ONLY; DELETE FROM 表",
		"select * from {{.T}} where x in (:a, $1, @b, ?2) /*! limit 1 */ # c",
	} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		for _, s := range ParseAll(q) {
			if s.Limit != Constant && s.N != 0 || s.N < 0 {
				t.Errorf("%q: limit %d with N %d", q, s.Limit, s.N)
			}
			if s.ByKey && !s.Where {
				t.Errorf("%q: bound by a key without a filter", q)
			}
		}
		// A comment never adds a bound.
		if s := Parse("SELECT * FROM t -- " + strings.ReplaceAll(strings.ReplaceAll(q, "\n", " "), "\r", " ")); s.Bounded() {
			t.Errorf("%q in a comment bounds the query", q)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	q := "SELECT u.id, u.name FROM users u LEFT JOIN orders o ON o.uid = u.id WHERE u.city = ? AND o.total > 10 ORDER BY u.id LIMIT ? OFFSET ?"
	b.SetBytes(int64(len(q)))
	for b.Loop() {
		if s := Parse(q); s.Limit != Parameter {
			b.Fatal(s)
		}
	}
}
