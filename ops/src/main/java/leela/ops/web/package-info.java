/** Where the files of the page come from; they lie in {@code ops/web}. */
package leela.ops.web;
