// Package documents copies documents of a database.
package documents

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
)

type doc struct{ ID, Body string }

// Copier copies.
type Copier struct {
	col *mongo.Collection
	rdb *redis.Client
}

// Everything is read.
func (c *Copier) Everything(ctx context.Context) error {
	cur, err := c.col.Find(ctx, bson.M{})
	if err != nil {
		return err
	}
	for cur.Next(ctx) {
		var d doc
		if err := cur.Decode(&d); err != nil {
			return err
		}
		c.rdb.Set(ctx, "doc:"+d.ID, d.Body, time.Hour) // want "rebuild-loop fail"
	}
	return nil
}

// Ordered reads all too.
func (c *Copier) Ordered(ctx context.Context) error {
	cur, err := c.col.Find(ctx, bson.D{})
	if err != nil {
		return err
	}
	for cur.Next(ctx) {
		var d doc
		if err := cur.Decode(&d); err != nil {
			return err
		}
		c.rdb.Set(ctx, "doc:"+d.ID, d.Body, time.Hour) // want "rebuild-loop fail"
	}
	return nil
}

// Owned are those of one owner.
func (c *Copier) Owned(ctx context.Context, owner string) error {
	cur, err := c.col.Find(ctx, bson.M{"owner": owner})
	if err != nil {
		return err
	}
	for cur.Next(ctx) {
		var d doc
		if err := cur.Decode(&d); err != nil {
			return err
		}
		c.rdb.Set(ctx, "doc:"+d.ID, d.Body, time.Hour) // want "rebuild-loop warn"
	}
	return nil
}

// Matched are what a pipeline selects.
func (c *Copier) Matched(ctx context.Context, owner string) error {
	cur, err := c.col.Aggregate(ctx, []bson.M{{"$match": bson.M{"owner": owner}}})
	if err != nil {
		return err
	}
	for cur.Next(ctx) {
		var d doc
		if err := cur.Decode(&d); err != nil {
			return err
		}
		c.rdb.Set(ctx, "doc:"+d.ID, d.Body, time.Hour) // want "rebuild-loop warn"
	}
	return nil
}

// Best are a hundred.
func (c *Copier) Best(ctx context.Context) error {
	cur, err := c.col.Find(ctx, bson.M{}, mongo.Find().SetLimit(100).SetSort(bson.M{"hits": -1}))
	if err != nil {
		return err
	}
	for cur.Next(ctx) {
		var d doc
		if err := cur.Decode(&d); err != nil {
			return err
		}
		c.rdb.Set(ctx, "doc:"+d.ID, d.Body, time.Hour) // want "rebuild-loop warn"
	}
	return nil
}

// Said are a hundred by a statement of its own.
func (c *Copier) Said(ctx context.Context) error {
	opts := mongo.Find()
	opts.SetLimit(100)
	cur, err := c.col.Find(ctx, bson.M{}, opts)
	if err != nil {
		return err
	}
	for cur.Next(ctx) {
		var d doc
		if err := cur.Decode(&d); err != nil {
			return err
		}
		c.rdb.Set(ctx, "doc:"+d.ID, d.Body, time.Hour) // want "rebuild-loop warn"
	}
	return nil
}
