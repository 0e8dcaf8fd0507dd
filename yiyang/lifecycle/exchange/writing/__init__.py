"""Lists handed out: CSV that Excel opens as it should, and workbooks."""
