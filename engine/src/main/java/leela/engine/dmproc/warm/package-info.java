/** New queries are filled from history before they give their first result. */
package leela.engine.dmproc.warm;
