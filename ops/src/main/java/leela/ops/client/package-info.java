/** Asking a running engine, from another process. */
package leela.ops.client;
