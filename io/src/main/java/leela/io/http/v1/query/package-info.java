/** GET /v1/query: several series at once, summed up in buckets of time. */
package leela.io.http.v1.query;
