/** Graphite's plaintext lines and pickles ([protocols 7]). */
package leela.io.input.graphite;
