/** The query language: lexer, parser, syntax tree and its strict printed form. */
package leela.engine.dmproc.language;
