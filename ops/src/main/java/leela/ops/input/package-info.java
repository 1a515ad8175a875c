/** Which protocols the engine takes, and over what: another is one line here. */
package leela.ops.input;
