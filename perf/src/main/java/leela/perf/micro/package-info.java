/** JMH benchmarks of one step each; {@code perf/run} runs them and writes the results down. */
package leela.perf.micro;
