/** The query language: lexer, parser, syntax tree, compiled stages, and the registry of standing queries. */
package leela.engine.dmproc;
