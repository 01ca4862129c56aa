/** Commands about data: upload files, show what they hold and draw their samples. */
@NullMarked
package dev.backspike.cli.dataset;

import org.jspecify.annotations.NullMarked;
