/** Alerts of the running engine: their files, and how they are wired. */
package leela.ops.alert;
