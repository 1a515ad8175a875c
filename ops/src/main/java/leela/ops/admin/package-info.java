/** The control socket: what operators ask of a running engine, one class a command. */
package leela.ops.admin;
