/** The command of the control socket that opens the engine's other doors to who may use this one. */
package leela.ops.admin.access;
