/** The text protocol: metrics, events and documents in, events out; no socket, no copy. */
package leela.io.input.text;
