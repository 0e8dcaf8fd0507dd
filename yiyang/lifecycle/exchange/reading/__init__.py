"""Lists as people keep them: CSV in any of China's encodings, and Excel workbooks, read line by line."""
