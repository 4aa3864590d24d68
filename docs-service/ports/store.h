/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What phien-docs asks the record of truth: one question, one JSON object back; several rows change in one transaction or
 * none does. Knows no SQL; loop's thread only. */
#pragma once
#include <glib.h>
#include "base/id.h"
#include "base/wire.h"

typedef struct PnStore PnStore;

/* The asker's person id, an id of the thing asked for, and arguments as JSON; the answer's shape stands beside each. */
typedef enum {
  PN_Q_MEETING_FACTS,  /* id: meeting -> {meeting,role,state} */
  PN_Q_DOCUMENT_FACTS, /* id: document -> {document,meeting,item,kind,role,state,n,version,frozen,signed} of its newest version */
  PN_Q_VERSION_FACTS,  /* id: version -> {version,document,meeting,kind,role,state,n,frozen,signed,newest,sha256,size,page_count,filename,minutes_rev} */
  PN_Q_DOCUMENT,       /* id: document -> what GET /docs/documents/{id} answers */
  PN_Q_VERSION,        /* id: version -> what GET /docs/versions/{id} answers */
  PN_Q_OUTLINE,        /* id: version -> {outline} */
  PN_Q_TEXT,           /* id: version, {page} -> {words}; {words:null} while it is not indexed */
  PN_Q_SEARCH,         /* id: version, {folded} -> {pages:[{page,text,words}]}, at most 60 pages */

  PN_Q_UPLOAD_CREATE,   /* {meeting,item?,document?,title?,filename,size,account} -> {upload} */
  PN_Q_UPLOAD,          /* {upload} -> {upload,state,offset,size,document,request,version,meeting,item,filename,title,error_code,error_detail} own ones only */
  PN_Q_UPLOAD_RECEIVED, /* {upload,from,to} -> {offset}; NOT_FOUND when another was faster */
  PN_Q_UPLOAD_CHECKING, /* {upload} -> {upload} */
  PN_Q_UPLOAD_REFUSED,  /* {upload,code,detail} -> {upload} */
  PN_Q_UPLOAD_ACCEPTED, /* {upload,sha256,size,page_count,pages,outline} -> {document,version}; the event too */
  PN_Q_UPLOADS_CHECKING, /* -> {uploads:[{upload,person,filename}]}: cut off by our own end */
  PN_Q_UPLOADS_SWEEP,   /* forgets uploads nobody went on with for a week -> {uploads:[id]} */

  PN_Q_INDEX_PAGES, /* {sha256,pages:[{page,text,words}]} -> {n} */
  PN_Q_INDEX_TODO,  /* -> {files:[{sha256,page_count,done}]}: text not yet read */

  PN_Q_NOTES,       /* id: version -> {annotations:[…]}: own ones and shared ones */
  PN_Q_NOTE_FACTS,  /* id: annotation -> {id,author,shared,version,page_count,kind,page,role,state} */
  PN_Q_NOTE_CREATE, /* id: version, {page,kind,layer,data,client?} -> the annotation */
  PN_Q_NOTE_UPDATE, /* id: annotation, {page,layer,data} -> the annotation */
  PN_Q_NOTE_DELETE, /* id: annotation -> {id} */
  PN_Q_READ,        /* id: version, {page} -> {page} */

  PN_Q_MINUTES,          /* id: meeting -> what compose-minutes.h wants, and "meeting","role","state","revision","frozen" */
  PN_Q_MINUTES_RENDERED, /* id: meeting, {sha256,size,page_count,pages,rev,frozen,filename,title} -> {document,version,rev} */
  PN_Q_SIGNER,           /* id: version -> {name,title,unit} of the asker */
  PN_Q_SIGNED,           /* id: version, {sha256,size,page_count,pages,capacity,field,cert_subject,cert_sha256,digest} -> {version,signature} */

  PN_Q_DESK,          /* -> {waiting,drafts,returned,sent,done}: cards {id,kind,subject,urgency,state,current,mine,code,version,…} */
  PN_Q_DESK_COUNT,    /* -> {waiting,returned,to_sign,access,admin,reminders} */
  PN_Q_DESK_OPTIONS,  /* -> {kinds,units,people}: what a new draft chooses from */
  PN_Q_DESK_SIGNERS,  /* id: unit, {kind} -> {people:[{id,name,title,facts}]}; facts are for core/authority.h */
  PN_Q_DESK_GET,      /* id: request -> card and {steps,versions,log,register,body,…} */
  PN_Q_DESK_CREATE,   /* {unit,kind,subject,urgency,recipients,body?,number_first,meeting?,item?,due_at?} -> {request,document} */
  PN_Q_DESK_UPDATE,   /* id: request, {rev?,the same without unit and meeting} -> {request,document,rev}; NOT_FOUND, STALE_REVISION when another saving came first */
  PN_Q_DRAFT_FILE,    /* id: request -> {file,sha256,filename,page_count,pages} of the newest uploaded draft, its PDF without fields */
  PN_Q_DRAFT_ORIGINAL, /* id: request -> {sha256,filename,kind}: the same as it was uploaded */
  PN_Q_DRAFT_PLACED,  /* id: request, {file,zones,filename,sha256,size,page_count,pages} -> {document,version} */
  PN_Q_DRAFT_UPLOADED, /* id: request, {upload,name,kind,original,pdf,blobs:[{sha256,size}],zones,filename,sha256,size,page_count,pages} -> {document,version} */
  PN_Q_DESK_COMPOSE,  /* id: request, {signer?,capacity?} instead of the draft's -> {drafting,uploaded,head_title,signer:{name,facts},capacity,official} for compose-official.h */
  PN_Q_DESK_COMPOSED, /* id: request, {sha256,size,page_count,pages,filename} -> {document,version} */
  PN_Q_DESK_SUBMIT,   /* id: request, {steps:[{pos,kind,person,capacity,lines}],seen} -> {round} */
  PN_Q_DESK_DONE,     /* id: step, {comment,seen} -> {request}: an opinion or initials */
  PN_Q_DESK_RETURN,   /* id: step, {comment,seen} -> {request} */
  PN_Q_DESK_FORWARD,  /* id: step, {to,comment} -> {request} */
  PN_Q_DESK_RECALL,   /* id: request, {comment} -> {request} */
  PN_Q_DESK_CANCEL,   /* id: request -> {request} */
  PN_Q_DESK_STEP,     /* id: step -> {kind,state,mine,request,version,sha256,name,title,own_unit,body,place,capacity,facts} */
  PN_Q_DESK_STEPS,    /* {files:[{step}]} -> {files:[what DESK_STEP says, or {denied}]}: those there are, in this order */
  PN_Q_DESK_NUMBER,   /* id: step -> {code,number,year,month,day}: given now, or before */
  PN_Q_DESK_SIGNED,   /* id: step, {step,base,seen,field,capacity,signature?,…record of a signature} -> {request,version} */
  PN_Q_DESK_PASSED,   /* id: step, {to,capacity,lines,comment,seen,…record of a composed file} -> {request}: the signature is another's now */
  PN_Q_AWAY,          /* -> {mine,for_others,units}: who stands for whom, now and to come */
  PN_Q_AWAY_SET,      /* {to,from,until,scope,reason,unit?,kinds?,basis?} -> {id}; NO_AUTHORITY: not his to give */
  PN_Q_AWAY_END,      /* id: substitution -> {id} */
  PN_Q_CONFIRMED,      /* {token: hex of the cookie's SHA-256} -> {confirmed}: the password was said again, for this one act */
  PN_Q_CLOCKS,         /* -> {calendar,items:[{step|instruction|entry,persons,same_day,urgency,since,due_at}]}: everything a clock may run for */
  PN_Q_REMIND,         /* {list:[{person,step|instruction|entry,kind,due_at}]} -> {n}: how many are new */
  PN_Q_REMINDERS,      /* -> {reminders:[{kind (today, late, answered),due_at,seen,open,request,entry,step,subject}]} */
  PN_Q_REMINDERS_SEEN, /* -> {n} */
  PN_Q_CALENDAR,       /* {year} -> {admin,days:[{day,work,name,source,set_by,set_at}]} */
  PN_Q_CALENDAR_SET,   /* {day,work,name,source} -> {day}; NOT_ALLOWED */
  PN_Q_CALENDAR_REMOVE, /* {day} -> {day}; NOT_ALLOWED, NOT_FOUND */
  PN_Q_ACCESS,         /* -> {admin,units:[{id,name,offices,grants,clerks,checkers}],changes:[…]}: administrators and heads */
  PN_Q_ACCESS_PROPOSE, /* {unit,what,act,person,basis,…} -> {id}; NOT_YOUR_TURN, DUTIES_APART, NO_AUTHORITY */
  PN_Q_ACCESS_CONFIRM, /* id: change, {comment} -> {id}; likewise, WRONG_STATE */
  PN_Q_ACCESS_REFUSE,  /* the same, turned down */
  PN_Q_INTAKE_OPEN,   /* id: step, {seen,token} -> {expires_at,certs}; token: SHA-256 of the secret, hex. NO_CERTIFICATE, NOT_YOUR_TURN, STALE_REVISION */
  PN_Q_INTAKE_STATE,  /* id: step -> {state,left,expires_at,fetched_at,refused,certs:[{subject,until}]} of the asker's newest link: none, waiting, expired, used; returned */
  PN_Q_INTAKE_FETCH,  /* {token} -> {sha256,filename}; NOT_FOUND, INTAKE_USED, INTAKE_EXPIRED */
  PN_Q_INTAKE_FIND,   /* {token} -> {id,person,step,request,state,sha256,newest,version,capacity,title,facts,certs:[{sha256,subject}]}; likewise */
  PN_Q_INTAKE_REFUSED, /* id: intake, {code} -> {id}: why the last file was not taken */
  PN_Q_INTAKE_TAKEN,  /* id: step, {token,…as DESK_SIGNED} -> {request,version} */
  PN_Q_REMOTE_CREDENTIAL, /* id: remote credential of the asker -> {credential,cert_sha256,subject} */
  PN_Q_REMOTE_STATE,  /* id: step -> {state,left,expires_at,auth,refused,credential,credentials:[{id,subject,kind,until}]}: none, waiting, signed, used, expired; returned */
  PN_Q_REMOTE_OPEN,   /* id: step, {seen,credential,spec,digest,auth} -> {expires_at}. NO_REMOTE, NOT_YOUR_TURN, STALE_REVISION */
  PN_Q_REMOTE_FIND,   /* id: step -> DESK_STEP and {id,prepared,spec,digest,cms or null,credential,cert_sha256,subject}. NO_REMOTE, REMOTE_USED, REMOTE_EXPIRED, REMOTE_WRONG_CERT */
  PN_Q_REMOTE_SIGNED, /* id: prepared signature, {cms: base64} -> {id} */
  PN_Q_REMOTE_REFUSED, /* id: prepared signature, {code} -> {id}: why the last attempt gave none */
  PN_Q_REMOTE_TAKEN,  /* id: step, {remote,…as DESK_SIGNED} -> {request,version} */
  PN_Q_REGISTER_PAPER, /* id: unit, {kind,subject,drafter,signer,capacity,recipients,urgency,pages,secrecy} -> {code,request}; NOT_YOUR_TURN, DUTIES_APART */
  PN_Q_REGISTER_OUT,  /* id: unit, {year,folded} -> {rows:[…]} */

  PN_Q_IN_REGISTER, /* id: unit, {from_org,code,subject,…} -> {id,number,document,same:[numbers with the same code from the same body]} */
  PN_Q_IN_LIST,     /* id: unit, {year,folded} -> {rows:[…],clerk,leader,calendar}: what the asker may see; waits:{same_day,since,due_at} is for http/clocks.h */
  PN_Q_IN_GET,      /* id: entry -> {entry: the row with clerk and leader, calendar} */
  PN_Q_IN_INSTRUCT, /* id: entry, {lead,helpers,opinion,due_on} -> {id} */
  PN_Q_IN_REPORT,   /* id: instruction, {comment} -> {id of the entry} */
  PN_Q_IN_REFUSE,   /* id: entry, {comment} -> {id} */
  PN_Q_IN_VERDICT,  /* id: entry, {verdict} -> {id}; NOT_FOUND when one is kept already */

  PN_Q_ANSWER,       /* id: request -> {answer:{id,number,year,words,ends} or null, choices:[{id,number,year,words}], editable} */
  PN_Q_ANSWER_SET,   /* id: request, {entry?,ends} -> {request}; NOT_YOUR_TURN, WRONG_STATE */
  PN_Q_ANSWER_DRAFT, /* id: entry -> {request}: a draft of the asker's that answers it */

  PN_Q_COPIES,      /* id: document -> {copies:[{id,kind,code,version,parts,made_by,made_at,…}],clerk} */
  PN_Q_COPY_SOURCE, /* id: document, {kind} -> {unit,version,sha256,page_count,body,title,notation,number,code} a copy would be made from, and the number it would have */
  PN_Q_COPY_RECORD, /* id: document, {kind,source,number,parts?,filename,field,…record of a signature} -> the copy, numbered; STALE_REVISION when the number is given meanwhile */
  PN_Q_PROOF,          /* id: document -> {proof:{level,want,state,renew,progress,attempts,next_at,reason,proven_until,renew_at}}, null when it is not signed */
  PN_Q_PROOF_CLAIM,    /* {holder} -> {document,lease,level,want,renew,attempts,version,sha256}; document null: nothing is due */
  PN_Q_PROOF_PROGRESS, /* id: document, {lease,progress} -> {document}; WRONG_STATE without the lease, here and below */
  PN_Q_PROOF_RAISED,   /* id: document, {lease,base,sha256,size,page_count,pages,level,proven_until,renew_at} -> {version} */
  PN_Q_PROOF_FAILED,   /* id: document, {lease,code,detail,again} -> {document}; again null: not by itself */
  PN_Q_PROOF_RESUME,   /* {holder} -> {n}: what an earlier life of ours held is free */
  PN_Q_PROOF_COUNTS,   /* -> {waiting,running,failed,archived,bare} */
  PN_Q_PROOF_RETRY,    /* id: document -> {n}: now, whatever the pause */
  PN_Q_PROOFS,         /* -> {levels,states,ends_soon,renewals,days,rows}: administrators */
  PN_Q_PROOFS_RETRY,   /* id: document, or 0 for all -> {n}: administrators */

  PN_Q_DESK_AMEND, /* id: request, {how} -> {request}: a draft that replaces or corrects it. AMEND_KIND, WRONG_STATE */

  PN_Q_ATTACHMENTS,         /* id: request -> {attachments:[{id,title,document,version,sha256,page_count,sealed}],drafting} */
  PN_Q_ATTACHMENT_ADD,      /* id: request, {title} -> {id,document} */
  PN_Q_ATTACHMENT_REMOVE,   /* id: attachment -> {request} */
  PN_Q_ATTACHMENTS_TO_SEAL, /* id: request -> {items:[{id,sha256}],code,body}: those without the clerk's signature; none unless the asker seals now */
  PN_Q_ATTACHMENT_SEALED,   /* id: attachment, {seen,field,…record of a signature} -> {version} */

  PN_Q_READS,       /* id: document -> {reads:[{name,title,first_at,last_at}]}; NOT_ALLOWED but to drafter, clerk, head or leader */
  PN_Q_FIELDS,      /* id: request -> the sixteen groups of Annex VI by their names, recipients, editable */
  PN_Q_FIELDS_SAVE, /* id: request, {language,description,issued_amount,receivers} -> {request} */
  PN_Q_IN_SAME,     /* id: unit, {code,from} -> {same:[{id,number,year}]} */
  PN_Q_IN_OPINION,  /* id: entry, {opinion,assignee?,due_on?} -> {id} */
  PN_Q_HANDLING,    /* id: entry -> {arrival,from_org,reference,subject,due,leader:[{text,by}],head,officer,block,…}; block: the asker's own, null when none */
  PN_Q_FILES,       /* id: unit -> {files:[…]} */
  PN_Q_FILE,        /* id: file -> the file and {rows:[{ordinal,title,code,request,entry,…}]} */
  PN_Q_FILE_OPEN,   /* id: unit, {catalog,notation,title,maintenance,…} -> {id}; ALREADY_EXISTS */
  PN_Q_FILE_PUT,    /* id: file, {document} -> {ordinal} */
  PN_Q_FILE_CLOSE,  /* id: file -> {id} */
  PN_Q_BOOK,        /* id: unit (or file), {book,since,until,vi} -> {body,parent_body,person,name,rows:[[text]]} */

  PN_Q_RECORDINGS, /* id: meeting -> {recordings:[…],role,state,internal} */
  PN_Q_RECORDING,  /* id: recording -> {file,role,state,recording_state,title,meeting,internal} */
  PN_Q_WATCH,      /* id: meeting -> {role,state,internal}: whether the item treated now is internal */
  PN_N_QUERIES
} PnStoreQuery;

/* json is borrowed. Errors: NOT_FOUND (no such row), NOT_ALLOWED, and those of base/pg.h. */
typedef void (*PnStoreDone) (const PnJson *json, const GError *error, gpointer data);
typedef void (*PnStoreSession) (gint64 account, gint64 person, const GError *error, gpointer data);

/* `args` is taken over and may be NULL. `done` runs exactly once, never inside this call. */
void pn_store_ask (PnStore *self, PnStoreQuery query, gint64 person, gint64 id, PnJson *args, PnStoreDone done, gpointer data);
/* NOT_LOGGED_IN when the token opens nothing. */
void pn_store_session (PnStore *self, const guint8 token_sha256[PN_SHA256_BYTES], PnStoreSession done, gpointer data);
gboolean pn_store_is_up (const PnStore *self);
