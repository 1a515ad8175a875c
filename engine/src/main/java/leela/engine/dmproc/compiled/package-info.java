/** Pipelines compiled to instructions over an array of numbers: what runs with each event, without a ring. */
package leela.engine.dmproc.compiled;
