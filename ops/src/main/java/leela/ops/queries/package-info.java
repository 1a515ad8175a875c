/** What an operator is told of the standing queries. */
package leela.ops.queries;
