// Package loops fills a cache from loops.
package loops

import (
	"context"
	"database/sql"
	"time"

	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

// File is a row.
type File struct{ ID, Path string }

// Store caches files.
type Store struct {
	db   *sql.DB
	gorm *gorm.DB
	rdb  *redis.Client
	xorm *xorm.Engine
}

func (s *Store) put(ctx context.Context, f File) { s.rdb.Set(ctx, "file:"+f.ID, f.Path, time.Hour) }

// Upload walks the table.
func (s *Store) Upload(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT id, path FROM files")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var f File
		if err := rows.Scan(&f.ID, &f.Path); err != nil {
			return err
		}
		s.put(ctx, f) // want "rebuild-loop fail"
	}
	return rows.Err()
}

// Latest walks as many rows as a LIMIT lets through.
func (s *Store) Latest(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT id, path FROM files ORDER BY id DESC LIMIT 50")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var f File
		if err := rows.Scan(&f.ID, &f.Path); err != nil {
			return err
		}
		s.put(ctx, f) // want "rebuild-loop warn"
	}
	return rows.Err()
}

func (s *Store) everything() (files []File) {
	s.gorm.Find(&files)
	return files
}

// Saved walks a slice that a repository gave, and that is the whole table.
func (s *Store) Saved(ctx context.Context) {
	for _, f := range s.everything() {
		s.put(ctx, f) // want "rebuild-loop fail"
	}
}

// Owned walks the rows of one owner.
func (s *Store) Owned(ctx context.Context, owner string) {
	var files []File
	s.gorm.Where("owner = ?", owner).Find(&files)
	for _, f := range files {
		s.put(ctx, f) // want "rebuild-loop warn"
	}
}

// OwnedInline gives the condition to the finder.
func (s *Store) OwnedInline(ctx context.Context, owner string) {
	var files []File
	s.gorm.Find(&files, "owner = ?", owner)
	for _, f := range files {
		s.put(ctx, f) // want "rebuild-loop warn"
	}
}

// State walks the rows in some states, however many they are.
func (s *Store) State(ctx context.Context, states []string) {
	var files []File
	s.xorm.In("state", states).Find(&files)
	for _, f := range files {
		s.put(ctx, f) // want "rebuild-loop warn"
	}
}

// ByID reads as many rows as its caller asks for.
func (s *Store) ByID(ctx context.Context, ids []string) {
	var files []File
	s.xorm.In("id", ids).Find(&files)
	for _, f := range files {
		s.put(ctx, f)
	}
}

// AllByID asks for all of them.
func (s *Store) AllByID(ctx context.Context) {
	var ids []string
	s.xorm.Find(&ids)
	var files []File
	s.xorm.In("id", ids).Find(&files)
	for _, f := range files {
		s.put(ctx, f) // want "rebuild-loop fail"
	}
}

// Batches walks page by page.
func (s *Store) Batches(ctx context.Context) {
	var files []File
	s.gorm.FindInBatches(&files, 100, func(tx *gorm.DB, batch int) error {
		for _, f := range files {
			s.put(ctx, f) // want "rebuild-loop warn"
		}
		return nil
	})
}

// Piped sends all of it in one round trip.
func (s *Store) Piped(ctx context.Context) error {
	files := s.everything()
	_, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, f := range files {
			p.Set(ctx, "file:"+f.ID, f.Path, time.Hour) // want "rebuild-loop note"
		}
		return nil
	})
	return err
}

// PipedEach sends a pipeline for each.
func (s *Store) PipedEach(ctx context.Context) {
	for _, f := range s.everything() {
		s.piped(ctx, f) // want "rebuild-loop fail"
	}
}

func (s *Store) piped(ctx context.Context, f File) {
	tx := s.rdb.TxPipeline()
	tx.Set(ctx, "file:"+f.ID, f.Path, 0)
	tx.Expire(ctx, "file:"+f.ID, time.Hour)
	tx.Exec(ctx)
}

// One caches the one row that changed.
func (s *Store) One(ctx context.Context, id string) error {
	f := File{ID: id}
	if err := s.db.QueryRowContext(ctx, "SELECT path FROM files WHERE id = ?", id).Scan(&f.Path); err != nil {
		return err
	}
	s.put(ctx, f)
	return nil
}

// Constant has a few turns.
func (s *Store) Constant(ctx context.Context) {
	for _, id := range []string{"logo", "terms", "help"} {
		s.put(ctx, File{ID: id})
	}
}

// SetMany stores what its caller has.
func (s *Store) SetMany(ctx context.Context, files []File) {
	for _, f := range files {
		s.put(ctx, f)
	}
}

// Import wipes, then stores what its caller has.
func (s *Store) Save(ctx context.Context, files []File) {
	s.rdb.FlushDB(ctx)
	for _, f := range files {
		s.put(ctx, f) // want "rebuild-loop warn"
	}
}

// Rebuild says what it does.
func (s *Store) Rebuild(ctx context.Context) {
	for _, f := range s.everything() {
		s.rdb.Set(ctx, "f:"+f.ID, f.Path, time.Hour) // want "rebuild-loop note"
	}
}

// Show reads through the cache for each row: what it stores, it missed.
func (s *Store) Show(ctx context.Context) (paths []string) {
	for _, f := range s.everything() {
		p, err := s.rdb.Get(ctx, "p:"+f.ID).Result()
		if err != nil {
			if err := s.db.QueryRowContext(ctx, "SELECT path FROM files WHERE id = ?", f.ID).Scan(&p); err != nil {
				continue
			}
			s.rdb.Set(ctx, "p:"+f.ID, p, time.Hour)
		}
		paths = append(paths, p)
	}
	return paths
}

// Total writes one key, however many rows there are.
func (s *Store) Total(ctx context.Context) {
	n := 0
	for range s.everything() {
		n++
	}
	s.rdb.Set(ctx, "total", n, time.Hour)
}

// Expire works on rows, and keeps the cache in step with each.
func (s *Store) Expire(ctx context.Context) error {
	for _, f := range s.everything() {
		if _, err := s.db.ExecContext(ctx, "UPDATE files SET old = 1 WHERE id = ?", f.ID); err != nil {
			return err
		}
		s.put(ctx, f)
	}
	return nil
}
