/** Where the process begins. The configuration, the assembly and the command line have packages of their own. */
package leela.ops;
