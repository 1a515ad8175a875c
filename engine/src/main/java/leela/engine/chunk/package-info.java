/** Compressed runs of points of one series: what every storage backend keeps. */
package leela.engine.chunk;
