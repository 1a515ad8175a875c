/** What operators ask and say of alerts on the command line. */
package leela.ops.cli.alert;
