//go:build !nobuckets

package remote

import (
	"net/http"
	"strings"
	"testing"

	"gocloud.dev/blob"
	"gocloud.dev/blob/azureblob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"
)

func TestBucket(t *testing.T) {
	onDisk, err := fileblob.OpenBucket(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]*blob.Bucket{
		"memory":   memblob.OpenBucket(nil),
		"file":     onDisk,
		"prefixed": blob.PrefixedBucket(memblob.OpenBucket(nil), "team/"),
	} {
		t.Run(name, func(t *testing.T) {
			r := bucket{b, "test://bucket"}
			behaves(t, r)
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if _, err := r.Get(t.Context(), testName); err == nil {
				t.Error("read from a closed bucket")
			}
		})
	}
}

func pathName(r *http.Request) string { return r.URL.Path }

func TestS3(t *testing.T) {
	// No login of the machine that runs the test may take part.
	t.Setenv("AWS_CONFIG_FILE", "/dev/null")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
	o, srv := serve(t, pathName)
	r := openTest(t, "s3://bucket/team?region=us-east-1&anonymous=true&use_path_style=true&endpoint="+srv.URL)
	behaves(t, r)
	if _, ok := o.data["/bucket/team/"+testName]; !ok {
		t.Errorf("%d objects lack the prefix", len(o.data))
	}
	refuses(t, o, r, "PermissionDenied")
}

// TestAzure does not go through Open, which reads the environment once only.
func TestAzure(t *testing.T) {
	t.Setenv("AZURE_STORAGE_ACCOUNT", "account")
	t.Setenv("AZURE_STORAGE_SAS_TOKEN", "sv=1&sig=s3cr3t")
	o, srv := serve(t, pathName)
	client, err := azureblob.NewDefaultClient(azureblob.ServiceURL(srv.URL+"/account?sig=s3cr3t"), "container")
	if err != nil {
		t.Fatal(err)
	}
	b, err := azureblob.OpenBucket(t.Context(), client, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := bucket{blob.PrefixedBucket(b, "team/"), "azblob://container/team"}
	behaves(t, r)
	if _, ok := o.data["/account/container/team/"+testName]; !ok {
		t.Errorf("%d objects lack the prefix", len(o.data))
	}
	refuses(t, o, r, "AuthorizationFailure")
}

func TestBucketParameters(t *testing.T) {
	for address, want := range map[string]string{
		"azblob://container/team?sig=s3cr3t": "azblob://container/team",
		"s3://bucket?no_such=s3cr3t":         "not accepted",
		"s3://bucket?anonymous=s3cr3t":       "s3://bucket",
	} {
		_, err := Open(t.Context(), address)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: %v, want %q and no secret", address, err, want)
		}
	}
}
