"""The request page: a proviseur asks for the PDF of their lycée, which goes to the lycée's registered mailbox alone.

Whoever asks for whatever, the answer is the same: nothing here reads the register, what was issued or what was sent.
"""
