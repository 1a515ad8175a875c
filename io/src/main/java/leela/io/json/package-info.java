/** JSON as it crosses the edge, through Jackson. */
package leela.io.json;
