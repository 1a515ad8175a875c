/** Whose the standing queries are, and what those of one owner hold together. */
package leela.engine.dmproc.owner;
