"""The graph on the web and for assistants: `g7kg serve` and `g7kg mcp`.

Questions are answered by worker processes (`pool`, `process`, `work`), which are stopped at their limit; everything before
them is Starlette's and FastAPI's, everything behind them is Oxigraph's.
"""
