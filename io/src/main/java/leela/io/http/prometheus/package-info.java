/**
 * Prometheus' remote read: its requests, the labels of keys, and answers as samples or as streamed chunks.
 * Series are found page by page, sorted by their labels, and then read one after another.
 */
package leela.io.http.prometheus;
