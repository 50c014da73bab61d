"""The invented group 星澜 Xinglan: its data, and the code that enters it through the services."""
