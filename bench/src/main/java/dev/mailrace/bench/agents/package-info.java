/** Runs of many machines that lose one of them, in namespaces with a slow line between. */
@NullMarked
package dev.mailrace.bench.agents;

import org.jspecify.annotations.NullMarked;
